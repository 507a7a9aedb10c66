import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Locator, Page, Route } from 'playwright'
import { expect } from 'vitest'
import type { StudioStand } from './studio-stand.ts'

/** What every studio does, whatever it is made with. */
export interface StudioCase {
  readonly title: string
  run(stand: StudioStand, page: Page): Promise<void>
}

/** Longer than anything takes, in virtual ms. */
const LONG = 600_000
/** Past the queue, and halfway through the work. In virtual ms. */
const HALFWAY = 8_000

export const studioCases: readonly StudioCase[] = [
  {
    title: 'the keyboard alone starts a job, and it is told how far it is',
    async run({ url, emulator }, page) {
      await page.goto(url)
      await page.getByText('credits left').waitFor()
      await tabTo(page, page.getByLabel('Prompt'))
      await page.keyboard.type('a person waves happily')
      await page.keyboard.press('Control+Enter')
      await heading(page, 'Waiting in line').waitFor()
      await page.waitForURL(/[?&]job=[\w-]+$/)
      emulator.clock.advance(HALFWAY)
      await heading(page, 'Making the motion').waitFor()
      const progress = page.getByRole('progressbar')
      await expect.poll(() => progress.getAttribute('value'), POLL).toSatisfy((value) => Number(value) > 0)
      await expect
        .poll(() => page.getByRole('status').allTextContents(), POLL)
        .toContainEqual(expect.stringContaining('percent'))
      emulator.clock.advance(LONG)
      await page.getByRole('heading', { name: 'Files' }).waitFor()
    },
  },
  {
    title: 'the character is on stage and moves until it is paused',
    async run(stand, page) {
      await page.goto(await finished(stand))
      const viewer = page.locator('model-viewer')
      await page.getByRole('button', { name: 'Pause' }).press('Enter')
      const play = page.getByRole('button', { name: 'Play' })
      await play.waitFor()
      // Pixels alone could differ for another reason: the viewer sharpens what stands still.
      const time = () => viewer.evaluate((element) => (element as HTMLMediaElement).currentTime)
      const paused = { time: await time(), picture: await viewer.screenshot() }
      expect(await time()).toBe(paused.time)
      await play.press('Enter')
      await expect.poll(time, POLL).not.toBe(paused.time)
      await expect.poll(async () => paused.picture.equals(await viewer.screenshot()), POLL).toBe(false)
    },
  },
  {
    title: 'the files come from the same origin and are what they say they are',
    async run(stand, page) {
      await page.goto(await finished(stand))
      await page.getByRole('heading', { name: 'Files' }).waitFor()
      const rows = await page.locator('.files li').all()
      const formats = await Promise.all(rows.map((row) => row.locator('.badge').textContent()))
      expect(formats.toSorted()).toEqual(['bvh', 'fbx', 'glb', 'mp4'])
      for (const row of rows) {
        const link = row.getByRole('link')
        expect(await link.getAttribute('href')).toMatch(/^\/api\/jobs\//)
        const download = page.waitForEvent('download')
        await link.press('Enter')
        const bytes = await readFile(await (await download).path())
        expect(createHash('sha256').update(bytes).digest('hex')).toBe(
          await row.locator('code').getAttribute('title'),
        )
      }
    },
  },
  {
    title: 'a video of the motion is rendered and plays',
    async run(stand, page) {
      await page.goto(await finished(stand))
      await page.getByLabel('Backdrop').selectOption({ label: 'Jungle grove' })
      await page.getByRole('button', { name: 'Render' }).press('Enter')
      await heading(page, 'Waiting in line').waitFor()
      stand.emulator.clock.advance(LONG)
      const video = page.getByLabel('Rendered video')
      await video.waitFor()
      await expect
        .poll(() => video.evaluate((element) => (element as HTMLVideoElement).videoWidth), POLL)
        .toBeGreaterThan(0)
    },
  },
  {
    title: 'a motion is packed for Unity, onto one’s own character, and it is told what was done',
    async run(stand, page) {
      await page.goto(await finished(stand))
      const glb = page.getByRole('link', { name: /\.glb$/ })
      const figure = await page.request.get(new URL((await glb.getAttribute('href')) ?? '', page.url()).href)
      await page
        .getByLabel('Your own character')
        .setInputFiles({ name: 'hero.glb', mimeType: 'model/gltf-binary', buffer: await figure.body() })
      await page.getByLabel('Program').selectOption({ label: 'Unity' })
      await page.getByLabel('Travel').selectOption({ label: 'Stays in place' })
      await page.getByRole('button', { name: 'Export' }).press('Enter')
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: /\.unitypackage$/ }).press('Enter')
      const bytes = await readFile(await (await download).path())
      expect([...bytes.subarray(0, 2)], 'the first bytes of gzip').toEqual([0x1f, 0x8b])
      await page.getByText('What was found and mended').press('Enter')
      await page.getByText(/^text2motion, for Unity\./).waitFor()
      await page.reload()
      await page.getByRole('link', { name: /\.unitypackage$/ }).waitFor()
    },
  },
  {
    title: 'a file that is no character is told beside its field',
    async run(stand, page) {
      await page.goto(await finished(stand))
      const field = page.getByLabel('Your own character')
      await field.setInputFiles({
        name: 'hero.glb',
        mimeType: 'model/gltf-binary',
        buffer: Buffer.from('no'),
      })
      await page.getByRole('button', { name: 'Export' }).press('Enter')
      await page.locator('[aria-invalid="true"]').waitFor()
      const note = page.locator(`[id="${await field.getAttribute('aria-describedby')}"]`)
      expect(await note.textContent()).toContain('Must be a GLB or VRM file')
    },
  },
  {
    title: 'a start waits for no list: without a character, the first one moves',
    async run({ url, emulator }, page) {
      const held: Route[] = []
      await page.route('**/calls/saymotion/characters.list', (route) => void held.push(route))
      await start(page, url)
      await heading(page, 'Waiting in line').waitFor()
      expect(await page.getByLabel('Character').locator('option').allTextContents()).toEqual(['Loading…'])
      for (const route of held) await route.continue()
      await page.getByRole('option', { name: 'Loading…' }).waitFor({ state: 'detached' })
      emulator.clock.advance(LONG)
      await page.getByRole('heading', { name: 'Files' }).waitFor()
    },
  },
  {
    title: 'a reload, and another tab, go on where the job is',
    async run({ url, context, emulator }, page) {
      await start(page, url)
      await page.waitForURL(/[?&]job=/)
      await page.reload()
      await heading(page, 'Waiting in line').waitFor()
      const other = await context.newPage()
      await other.goto(page.url())
      await heading(other, 'Waiting in line').waitFor()
      emulator.clock.advance(HALFWAY)
      await heading(page, 'Making the motion').waitFor()
      await heading(other, 'Making the motion').waitFor()
      await other.close()
    },
  },
  {
    title: 'a job is canceled where it waits',
    async run({ url }, page) {
      await start(page, url)
      await heading(page, 'Waiting in line').waitFor()
      await page.getByRole('button', { name: 'Cancel' }).press('Enter')
      await heading(page, 'Canceled').waitFor()
      await page.getByRole('button', { name: 'New', exact: true }).press('Enter')
      await heading(page, 'Nothing on stage yet').waitFor()
      expect(new URL(page.url()).search).toBe('')
    },
  },
  {
    title: 'a field that is wrong says so, and has the focus',
    async run({ url }, page) {
      await page.goto(url)
      await page.getByLabel('Prompt').fill('a person waves')
      const seconds = page.getByLabel('Seconds')
      await seconds.fill('99')
      await seconds.press('Control+Enter')
      await page.locator('[aria-invalid="true"]').waitFor()
      expect(await seconds.getAttribute('aria-invalid')).toBe('true')
      expect(await seconds.evaluate((element) => element === document.activeElement)).toBe(true)
      const note = page.locator(`[id="${await seconds.getAttribute('aria-describedby')}"]`)
      expect(await note.textContent()).toContain('10 seconds')
    },
  },
  {
    title: 'a lost line is told, and found again, while the job goes on',
    async run({ url, context, emulator, hangUp }, page) {
      await start(page, url)
      await heading(page, 'Waiting in line').waitFor()
      await context.setOffline(true)
      hangUp()
      const lost = page.getByText('Connection lost, trying again; your job goes on.')
      await lost.waitFor()
      await context.setOffline(false)
      emulator.clock.advance(HALFWAY)
      await lost.waitFor({ state: 'hidden' })
      await heading(page, 'Making the motion').waitFor()
    },
  },
  {
    title: 'a job that fails says why, with its code, and starts again',
    async run({ url, emulator }, page) {
      emulator.faults.add({ route: 'saymotion.process', kind: 'fail-job', code: '501', atPercent: 50 })
      await start(page, url)
      await heading(page, 'Waiting in line').waitFor()
      emulator.clock.advance(LONG)
      await heading(page, 'The service could not make this').waitFor()
      expect(await page.getByText('provider-failed').count()).toBe(1)
      await page.getByRole('button', { name: 'Start again' }).press('Enter')
      await heading(page, 'Waiting in line').waitFor()
    },
  },
]

/** A slow machine is not a broken studio. */
const POLL = { timeout: 60_000 }

const heading = (page: Page, name: string) => page.getByRole('heading', { name })

async function start(page: Page, url: string): Promise<void> {
  await page.goto(url)
  await page.getByText('credits left').waitFor()
  await page.getByLabel('Prompt').fill('a person waves happily')
  await page.getByLabel('Prompt').press('Control+Enter')
}

/** As a person without a mouse gets there. */
async function tabTo(page: Page, goal: Locator): Promise<void> {
  const hasFocus = () => goal.evaluate((element) => element === document.activeElement)
  for (let stops = 0; !(await hasFocus()); stops++) {
    if (stops > 20) throw new Error('The Tab key does not lead there.')
    await page.keyboard.press('Tab')
  }
}

const finishedJobs = new WeakMap<StudioStand, Promise<string>>()

/** The address of a motion that is done; made once. */
function finished(stand: StudioStand): Promise<string> {
  const known = finishedJobs.get(stand) ?? finish(stand)
  finishedJobs.set(stand, known)
  return known
}

async function finish({ url, context, emulator }: StudioStand): Promise<string> {
  const page = await context.newPage()
  await start(page, url)
  await heading(page, 'Waiting in line').waitFor()
  emulator.clock.advance(LONG)
  await page.getByRole('heading', { name: 'Files' }).waitFor()
  const address = page.url()
  await page.close()
  return address
}
