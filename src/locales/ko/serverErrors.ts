import type { DatabaseAdvice } from '../../core/errors/databaseProblem'
import type { AllErrors } from '../../core/errors/translation'

export const databaseAdvice: DatabaseAdvice = {
  login: '이 서버가 데이터베이스에 연결할 때 쓰는 사용자 이름과 비밀번호를 고치세요.',
  admission: '데이터베이스 서버에서 이 사용자, 데이터베이스, 주소를 허용하세요(Postgres에서는 pg_hba.conf). 암호화된 연결을 요구하면 클라이언트 옵션에서 ssl 또는 tls를 켜세요.',
  unreachable: '데이터베이스 서버가 실행 중인지, 이 서버에 설정된 호스트와 포트가 맞는지, 사이에 방화벽이 없는지 확인하세요.',
  host: '데이터베이스의 호스트 이름 또는 이 서버의 이름 확인을 고치세요.',
  silent: '데이터베이스까지의 네트워크가 작동하고 데이터베이스 서버가 과부하 상태가 아닌지 확인하세요. 기다리는 시간은 timeout 옵션이 정합니다.',
  encryption: '데이터베이스 서버가 이 포트에서 암호화된 연결을 요구하는지 확인하고, 이 서버가 그 인증서를 신뢰하게 하세요.',
  missing: '이유에 나온 데이터베이스, 스키마 또는 테이블을 만들거나 옵션의 이름을 고치세요.',
  right: '이유에 나온 권한을 데이터베이스 관리자에게 부여해 달라고 하세요.',
  settings: '이유에 나온 설정을 데이터베이스 서버에서 바꾸세요. durability: \'trusted\'는 서버가 확인한 모든 쓰기를 다른 방법으로 보존할 때만 전달하세요.',
  hiddenSettings: '사용자가 설정을 읽을 수 있게 하세요(Redis에서는 CONFIG GET). 제공업체가 허용하지 않으면 콘솔에서 모든 쓰기가 동기화되고(appendonly yes, appendfsync always) 아무것도 제거되지 않는지 확인한 뒤 durability: \'trusted\'를 전달하세요.',
  readOnly: '쓸 수 있는 연결로 주 서버에 연결하세요.',
  replicas: '빠진 복제본을 복구하거나 다른 복제본을 추가하세요. 그때까지는 복제본이 역할을 넘겨받으면 쓰기를 잃을 수 있습니다.',
  cluster: '라이브러리의 클러스터 클라이언트로 연결하고, 클러스터의 모든 부분에 주 서버가 있을 때까지 기다리세요.',
  full: '데이터베이스 서버에 공간을 확보하세요.',
  busy: '데이터베이스 서버가 시작될 때까지 기다리거나 더 많은 연결을 받게 하세요.',
  damaged: 'vue-nitrolite rooms explain으로 행을 확인하세요. 행을 고치거나, 그 행을 기록한 버전의 vue-nitrolite를 사용하세요.',
  other: '이유와 데이터베이스 서버의 로그를 확인하세요.',
}

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: '[방 {roomId}의 결과|방의 결과]를 사용할 수 없습니다.', why: '[기술적 이유: {reason}|예상과 다른 형식입니다].', fix: '아무것도 저장하거나 전송하지 않았습니다. 결과를 고친 뒤 방을 다시 종료하세요.' },
  ROOM_RESULT_CONFLICT: { what: '[방 {roomId}|이 방]에는 이미 다른 결과가 있습니다.', why: '방은 처음 지정된 결과로 종료됩니다.', fix: '처음 결과가 그대로 유효하며, 다른 것은 전송하지 않습니다. 확인하려면 방을 읽으세요.' },
  ROOM_SESSION_TAKEN: { what: '세션[ {sessionId}]은 다른 방에 속합니다[: {roomId}].', why: '세션은 한 방을 위해서만 종료됩니다.', fix: '아무것도 저장하거나 전송하지 않았습니다. 어느 세션이 어느 방에 속하는지 확인하세요.' },
  ROOM_DEPOSITS_UNKNOWN: { what: '세션[ {sessionId}]의 입금액을 돌려줄 수 없습니다.', why: '[{participant}이(가) 입금한 것보다 많은 {asset}을(를) 인출했습니다|이 노드는 누가 입금했는지 알려 주지 않습니다].', fix: '아무것도 전송하지 않았습니다. 입금액이나 금액 자체를 지정한 결과로 방을 종료하세요.' },
  ROOM_QUEUE_FULL: { what: '지금은 방을 더 받을 수 없습니다.', why: '이미 [{limit=other: #개}의 방이|너무 많은 방이] 종료를 기다리고 있습니다.', fix: '이 방에 대해서는 아무것도 저장하거나 전송하지 않았습니다. 나중에 다시 종료하거나, queue.whenFull 옵션으로 호출이 기다리게 하세요.' },
  ROOM_CLOSER_STOPPED: { what: '이 프로세스는 더 이상 방을 종료하지 않습니다.', why: '종료되는 중이거나 아직 시작되지 않았습니다.', fix: '저장된 방은 사라지지 않습니다. 다음 워커가 이어서 처리합니다. 다른 방은 그곳에서 종료하세요.' },
  ROOM_STORE_FAILED: { what: '방 테이블을 읽거나 쓰지 못했습니다.', why: '[기술적 이유: {reason}|데이터베이스가 이유를 알려 주지 않았습니다].', fix: '저장되지 않은 방에 대해서는 아무것도 전송하지 않습니다. [{advice} 그런 다음 방을 다시 종료하세요|데이터베이스가 작동하는지 확인한 뒤 방을 다시 종료하세요]. 두 번 지급되는 일은 없습니다.' },
  ROOM_TAKEN_OVER: { what: '[방 {roomId}은(는) 더 이상 이 워커의 것이 아닙니다|이 워커에는 더 이상 이 방이 없습니다].', why: '워커가 너무 오래 응답하지 않았거나 중지되어 다른 워커가 방을 넘겨받았을 수 있습니다.', fix: '아무것도 할 필요가 없습니다. 방을 넘겨받은 워커가 종료를 마치며, 어떤 금액도 두 번 지급되지 않습니다.' },
  ROOM_QUEUE_UNAVAILABLE: { what: '워커에게 방을 알리는 대기열을 사용할 수 없습니다.', why: '[기술적 이유: {reason}|대기열이 이유를 알려 주지 않았습니다].', fix: '저장된 방은 사라지지 않습니다. 워커는 대기열이 없어도 나중에 방을 찾습니다. 대기열이 작동하는지 확인한 뒤 다시 시도하세요.' },
} as const satisfies Partial<AllErrors>
