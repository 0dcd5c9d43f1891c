import { expect, it } from 'vitest'
import { createVirtualTime } from '../../../testing'
import { APPROVE_EVERY, Attendance } from './attendance'
import { newApprovalToken } from './approvalToken'

function attend() {
  const time = createVirtualTime()
  let changes = 0
  const attendance = new Attendance(time, () => { changes += 1 })
  return { time, attendance, changes: () => changes }
}

it('an approval is taken back with its secret only, and for its participant only', () => {
  const { attendance, changes } = attend()
  const { id, secret } = newApprovalToken()
  attendance.add(1, id)
  attendance.takeBack(1, id)
  attendance.takeBack(1, newApprovalToken().secret)
  attendance.takeBack(2, secret)
  expect([attendance.present, changes()]).toEqual([[1], 1])
  attendance.takeBack(1, secret)
  expect([attendance.present, attendance.approvals, changes()]).toEqual([[], [], 2])
})

it('somebody who repeats the approval of a participant for another one does not replace it', () => {
  const { attendance } = attend()
  const { id, secret } = newApprovalToken()
  attendance.add(1, id)
  attendance.add(2, id)
  expect([attendance.present, attendance.approvals]).toEqual([[1, 2], [id]])
  attendance.takeBack(2, secret)
  expect(attendance.present).toEqual([1])
})

it('an approval that is not repeated counts no more after a while, and one that is repeated stays', async () => {
  const { time, attendance } = attend()
  const [one, other] = [newApprovalToken(), newApprovalToken()]
  attendance.add(0, one.id)
  attendance.add(1, other.id)
  await time.advance(2 * APPROVE_EVERY)
  attendance.add(1, other.id)
  await time.advance(APPROVE_EVERY)
  expect(attendance.present).toEqual([1])
})

it('a flood of approvals is counted up to a limit, and keeps none out that is said later or repeated', () => {
  const { attendance } = attend()
  const [repeated, later] = [newApprovalToken(), newApprovalToken()]
  attendance.add(1, repeated.id)
  for (let count = 0; count < 1_200; count += 1) {
    if (count % 500 === 0) attendance.add(1, repeated.id)
    attendance.add(2, newApprovalToken().id)
  }
  attendance.add(3, later.id)
  expect([attendance.approvals.length, attendance.present]).toEqual([1_000, [1, 2, 3]])
})
