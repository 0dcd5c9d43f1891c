import type { DetailedHTMLProps, HTMLAttributes } from 'react'
import type { SessionCloserElement, SessionCloserElementProperties, SessionCloserEventMap } from '../element/types'

type SessionCloserListeners = {
  readonly [K in keyof SessionCloserEventMap as `on${K}`]?: ((event: SessionCloserEventMap[K]) => void) | undefined
}

/** Props of `<session-closer>` in JSX. React 19 sets properties, and listens to an event `closed` by `onclosed`. */
export type SessionCloserJsxProps =
  & DetailedHTMLProps<HTMLAttributes<SessionCloserElement>, SessionCloserElement>
  & SessionCloserElementProperties & SessionCloserListeners

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- React declares its elements in this namespace.
  namespace JSX {
    interface IntrinsicElements {
      'session-closer': SessionCloserJsxProps
    }
  }
}
