import type { ModelViewerElement } from '@google/model-viewer'
import type { DetailedHTMLProps, HTMLAttributes } from 'react'

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'model-viewer': DetailedHTMLProps<HTMLAttributes<ModelViewerElement>, ModelViewerElement> & {
        readonly src: string
        readonly alt: string
        readonly autoplay: boolean
        readonly 'camera-controls': boolean
        readonly 'interaction-prompt': 'none'
        readonly 'shadow-intensity': string
        readonly 'touch-action': 'pan-y'
      }
    }
  }
}
