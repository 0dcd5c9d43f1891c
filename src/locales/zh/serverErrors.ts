import type { DatabaseAdvice } from '../../core/errors/databaseProblem'
import type { AllErrors } from '../../core/errors/translation'

export const databaseAdvice: DatabaseAdvice = {
  login: '请更正此服务器连接数据库所用的用户名和密码。',
  admission: '请在数据库服务器上允许此用户、此数据库和此地址（Postgres 中为 pg_hba.conf）。如果它要求加密连接，请在客户端选项中开启 ssl 或 tls。',
  unreachable: '请确认数据库服务器正在运行，此服务器使用的主机和端口正确，并且中间没有防火墙阻挡。',
  host: '请更正数据库的主机名，或此服务器的域名解析。',
  silent: '请确认到数据库的网络正常，并且数据库服务器没有过载。选项 timeout 决定等待多久。',
  encryption: '请检查数据库服务器在此端口上是否要求加密连接，并让此服务器信任它的证书。',
  missing: '请创建原因中提到的数据库、模式或表，或在选项中更正其名称。',
  right: '请让数据库管理员授予原因中提到的权限。',
  settings: '请在数据库服务器上更改原因中提到的设置。只有当服务器以其他方式保存每次已确认的写入时，才传入 durability: \'trusted\'。',
  hiddenSettings: '请允许该用户读取设置（Redis 中为 CONFIG GET）。如果服务商不允许，请在其控制台确认每次写入都会同步（appendonly yes、appendfsync always）且不会淘汰数据，然后传入 durability: \'trusted\'。',
  readOnly: '请用可以写入的连接，连接到主服务器。',
  replicas: '请恢复缺少的副本，或添加其他副本。在此之前，如果由副本接管，写入可能会丢失。',
  cluster: '请使用所用库的集群客户端连接，并等到集群的每个部分都有主服务器。',
  full: '请在数据库服务器上腾出空间。',
  busy: '请等待数据库服务器启动完成，或让它接受更多连接。',
  damaged: '请用 vue-nitrolite rooms explain 查看该行。请更正它，或使用写入该行的 vue-nitrolite 版本。',
  held: '文件日志的文件夹同一时间只能由一个进程使用。请等待另一个进程结束，或结束该进程，然后重新打开日志。如果有多个进程同时工作，请将日志保存在 Postgres 或 Redis 中。',
  ended: '此服务器的数据库客户端已结束：应用结束了它，或者它已放弃连接。请使用打开的客户端，并在所有使用它的部分都停止之后再结束它。',
  other: '请查看原因和数据库服务器的日志。',
}

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: '[房间 {roomId} 的结果|房间的结果]无法使用。', why: '[技术原因：{reason}|它的形式与预期不同]。', fix: '没有保存或发送任何内容。请更正结果，然后再次关闭房间。' },
  ROOM_RESULT_CONFLICT: { what: '[房间 {roomId}|该房间]已有另一个结果。', why: '房间按最先给出的结果关闭。', fix: '最先的结果仍然有效，不会发送其他内容。请读取该房间以查看结果。' },
  ROOM_SESSION_TAKEN: { what: '会话[ {sessionId} ]属于另一个房间[：{roomId}]。', why: '一个会话只为一个房间关闭。', fix: '没有保存或发送任何内容。请检查哪个会话属于哪个房间。' },
  ROOM_DEPOSITS_UNKNOWN: { what: '无法退还会话[ {sessionId} ]的存款。', why: '[{participant} 取出的 {asset} 多于其存入的数量|此节点不说明存款来自谁]。', fix: '没有发送任何内容。请使用指明存款或具体金额的结果关闭房间。' },
  ROOM_QUEUE_FULL: { what: '目前不再接受更多房间。', why: '已有[ {limit=other: # 个}房间|过多房间]在等待关闭。', fix: '没有为这个房间保存或发送任何内容。请稍后再次关闭，或用选项 queue.whenFull 让调用等待。' },
  ROOM_CLOSER_STOPPED: { what: '此进程不再关闭房间。', why: '它正在停止，或尚未启动。', fix: '已保存的房间不会丢失：下一个工作进程会继续处理。请在那里关闭其他房间。' },
  ROOM_STORE_FAILED: { what: '无法读取或写入房间表。', why: '[技术原因：{reason}|数据库没有说明原因]。', fix: '不会为未保存的房间发送任何内容。[{advice}然后再次关闭房间|请确认数据库可用，然后再次关闭房间]：不会重复付款。' },
  ROOM_TAKEN_OVER: { what: '[房间 {roomId} 不再属于此工作进程|此工作进程不再负责该房间]。', why: '该工作进程太久没有发出存活信号，或已被停止，因此另一个工作进程可能已接管该房间。', fix: '无需任何操作。接管房间的工作进程会完成关闭，不会重复付款。' },
  ROOM_QUEUE_UNAVAILABLE: { what: '无法使用向工作进程通知房间的队列。', why: '[技术原因：{reason}|队列没有说明原因]。', fix: '已保存的房间不会丢失：没有队列，工作进程也会找到它们，只是会晚一些。请确认队列可用，然后重试。' },
} as const satisfies Partial<AllErrors>
