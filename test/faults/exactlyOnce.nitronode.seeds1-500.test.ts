import { testExactlyOnce } from './exactlyOnce'

testExactlyOnce('nitronode', { first: 1, last: 500 })
