/**
 * Loads the modules that a client imports when it first meets a nitronode. Loading takes real time, and virtual time does
 * not wait for it, so tests in virtual time load them first.
 */
export const loadNitronode = () => import('../../src/core/protocols/nitronode')
