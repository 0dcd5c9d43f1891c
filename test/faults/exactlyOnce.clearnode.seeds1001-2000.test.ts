import { testExactlyOnce } from './exactlyOnce'

testExactlyOnce('clearnode', { first: 1001, last: 2000 })
