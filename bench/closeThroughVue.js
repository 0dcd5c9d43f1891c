/** Everything in the Vue entry. `size-limit` measures it. */
export * from '../dist/index.js'
