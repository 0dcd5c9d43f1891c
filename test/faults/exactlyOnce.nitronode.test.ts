import { it } from 'vitest'
import { proveExactlyOnce } from './proof'

it('in 1,000 random runs on a nitronode nothing is paid twice, and what was said is true', () => proveExactlyOnce(1, 'nitronode'), Infinity)
