export { useCloseSession, type UseCloseSessionResult } from './useCloseSession'
export type { SessionCloserJsxProps } from './jsx'
