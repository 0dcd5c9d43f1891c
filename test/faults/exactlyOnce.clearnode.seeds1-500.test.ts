import { testExactlyOnce } from './exactlyOnce'

testExactlyOnce('clearnode', { first: 1, last: 500 })
