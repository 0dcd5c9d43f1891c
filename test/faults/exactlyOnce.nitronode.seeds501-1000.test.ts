import { testExactlyOnce } from './exactlyOnce'

testExactlyOnce('nitronode', { first: 501, last: 1000 })
