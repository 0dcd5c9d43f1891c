/** What is loaded with the first nitronode, and for closings of two steps: loading takes real time, which virtual time does not wait for. */
export const loadNitronode = () => Promise.all([import('../../src/core/protocols/nitronode'), import('../../src/core/closing/between')])
