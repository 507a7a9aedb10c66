import { fieldOf } from './row.ts'

/** An operation, a call or a field that none of the five documents names, and where our page of the service says what it is. */
export interface BeyondTheDocuments {
  readonly id: string
  /** A page of `docs/protocols` and a heading of it. */
  readonly section: string
}

const ANIMATE3D = 'docs/protocols/animate3d.md#Account, characters, webhooks'

const under = (section: string, ids: readonly string[]): readonly BeyondTheDocuments[] =>
  ids.map((id) => ({ id, section }))

export const beyondTheDocuments: readonly BeyondTheDocuments[] = [
  ...under('docs/protocols/animate3d.md#Uploads', ['animate3d.videoInfo', 'animate3d.videoInfo#video']),
  ...under(ANIMATE3D, ['animate3d.characters.upload#thumbnail', 'animate3d.characters.upload#replaces']),
  ...under(ANIMATE3D, [
    'animate3d.webhooks.register',
    'animate3d.webhooks.list',
    'animate3d.webhooks.get',
    'animate3d.webhooks.update',
    'animate3d.webhooks.delete',
    ...fieldOf(['animate3d.webhooks.register', 'animate3d.webhooks.update'], 'url'),
    ...fieldOf(['animate3d.webhooks.register', 'animate3d.webhooks.update'], 'events'),
    ...fieldOf(['animate3d.webhooks.get', 'animate3d.webhooks.update', 'animate3d.webhooks.delete'], 'id'),
  ]),
  ...under('docs/protocols/saymotion.md#Jobs', ['saymotion.merge#with']),
  ...under('docs/protocols/saymotion.md#Account and characters', ['saymotion.characters.upload#thumbnail']),
]
