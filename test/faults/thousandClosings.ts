import { expect, it } from 'vitest'
import type { NodeKind } from '../../src/testing'
import { startManySessions } from '../helpers/manyClosings'

/** How many closings. With `MANY_CLOSINGS=1000` there are a thousand, which takes minutes of processor time. */
const COUNT = Number(process.env['MANY_CLOSINGS'] ?? 200)
const HOUR = 3_600_000

/** Defines the tests in which one client works on hundreds of closings at once. */
export function testThousandClosings(node: NodeKind): void {
  it(`${node}: ${COUNT} closings that one client starts at once are all paid once and as requested`, async () => {
    const { connect, closeAll, states, expectPaidOnce } = await startManySessions(node, COUNT)
    const client = await connect()
    closeAll(client)
    expect(await states(client, 2 * HOUR)).toEqual({ closed: COUNT })
    await expectPaidOnce()
  }, Infinity)

  it(`${node}: ${COUNT} closings with an unknown outcome that one client finds in the journal are all paid once and as requested`, async () => {
    const { connect, leaveUnknown, states, expectPaidOnce } = await startManySessions(node, COUNT)
    await leaveUnknown()
    const client = await connect()
    expect(await states(client, 4 * HOUR)).toEqual({ closed: COUNT })
    await expectPaidOnce()
  }, Infinity)
}
