import type { AllErrors } from '../../core/errors/translation'

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: '[방 {roomId}의 결과|방의 결과]를 사용할 수 없습니다.', why: '[기술적 이유: {reason}|예상과 다른 형식입니다].', fix: '아무것도 저장하거나 전송하지 않았습니다. 결과를 고친 뒤 방을 다시 종료하세요.' },
  ROOM_RESULT_CONFLICT: { what: '[방 {roomId}|이 방]에는 이미 다른 결과가 있습니다.', why: '방은 처음 지정된 결과로 종료됩니다.', fix: '처음 결과가 그대로 유효하며, 다른 것은 전송하지 않습니다. 확인하려면 방을 읽으세요.' },
  ROOM_SESSION_TAKEN: { what: '세션[ {sessionId}]은 다른 방에 속합니다[: {roomId}].', why: '세션은 한 방을 위해서만 종료됩니다.', fix: '아무것도 저장하거나 전송하지 않았습니다. 어느 세션이 어느 방에 속하는지 확인하세요.' },
  ROOM_DEPOSITS_UNKNOWN: { what: '세션[ {sessionId}]의 입금액을 돌려줄 수 없습니다.', why: '[{participant}이(가) 입금한 것보다 많은 {asset}을(를) 인출했습니다|이 노드는 누가 입금했는지 알려 주지 않습니다].', fix: '아무것도 전송하지 않았습니다. 입금액이나 금액 자체를 지정한 결과로 방을 종료하세요.' },
  ROOM_QUEUE_FULL: { what: '지금은 방을 더 받을 수 없습니다.', why: '이미 [{limit=other: #개}의 방이|너무 많은 방이] 종료를 기다리고 있습니다.', fix: '이 방에 대해서는 아무것도 저장하거나 전송하지 않았습니다. 나중에 다시 종료하거나, queue.whenFull 옵션으로 호출이 기다리게 하세요.' },
  ROOM_CLOSER_STOPPED: { what: '이 프로세스는 더 이상 방을 종료하지 않습니다.', why: '종료되는 중이거나 아직 시작되지 않았습니다.', fix: '저장된 방은 사라지지 않습니다. 다음 워커가 이어서 처리합니다. 다른 방은 그곳에서 종료하세요.' },
  ROOM_STORE_FAILED: { what: '방 테이블을 읽거나 쓰지 못했습니다.', why: '[기술적 이유: {reason}|데이터베이스가 이유를 알려 주지 않았습니다].', fix: '저장되지 않은 방에 대해서는 아무것도 전송하지 않습니다. [{advice} 그런 다음 방을 다시 종료하세요|데이터베이스가 작동하는지 확인한 뒤 방을 다시 종료하세요]. 두 번 지급되는 일은 없습니다.' },
} as const satisfies Partial<AllErrors>
