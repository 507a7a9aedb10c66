import type { ModelViewerElement } from '@google/model-viewer'
import { followCharacter } from '@onetake/studio-shared'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { loadViewer } from './load-viewer.ts'

const isCalm = () => matchMedia('(prefers-reduced-motion: reduce)').matches

/** The character, moving; to be turned with the mouse, a finger or the arrow keys. */
export function MotionViewer({ src, children }: { src: string; children: ReactNode }) {
  const viewer = useRef<ModelViewerElement>(null)
  const [isPlaying, setPlaying] = useState(false)
  const [broken, setBroken] = useState<string | null>(null)

  useEffect(() => {
    const element = viewer.current
    if (element === null) return
    const leaving = new AbortController()
    const { signal } = leaving
    loadViewer()
      .then(() => followCharacter(element, src, signal))
      .catch(() => setBroken(src))
    element.addEventListener('play', () => setPlaying(true), { signal })
    element.addEventListener('pause', () => setPlaying(false), { signal })
    element.addEventListener('error', () => setBroken(src), { signal })
    return () => leaving.abort()
  }, [src])

  const toggle = () => {
    if (isPlaying) viewer.current?.pause()
    else viewer.current?.play()
  }
  return (
    <>
      <div className="stage">
        <model-viewer
          ref={viewer}
          src={src}
          alt="The character performs the motion. Drag, or use the arrow keys, to look around."
          autoplay={!isCalm()}
          camera-controls
          interaction-prompt="none"
          shadow-intensity="1"
          touch-action="pan-y"
        />
        {broken === src && (
          <p className="message">The character cannot be shown here. Its file can be downloaded below.</p>
        )}
      </div>
      <div className="tools">
        <button type="button" className="button" onClick={toggle}>
          {isPlaying ? 'Pause' : 'Play'}
        </button>
        <span className="soft small">Drag or use the arrow keys to look around.</span>
        {children}
      </div>
    </>
  )
}
