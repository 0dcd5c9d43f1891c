import type { AllErrors } from '../../core/errors/translation'

export const roomErrors = {
  ROOM_RESULT_INVALID: { what: '[房间 {roomId} 的结果|房间的结果]无法使用。', why: '[技术原因：{reason}|它的形式与预期不同]。', fix: '没有保存或发送任何内容。请更正结果，然后再次关闭房间。' },
  ROOM_RESULT_CONFLICT: { what: '[房间 {roomId}|该房间]已有另一个结果。', why: '房间按最先给出的结果关闭。', fix: '最先的结果仍然有效，不会发送其他内容。请读取该房间以查看结果。' },
  ROOM_SESSION_TAKEN: { what: '会话[ {sessionId} ]属于另一个房间[：{roomId}]。', why: '一个会话只为一个房间关闭。', fix: '没有保存或发送任何内容。请检查哪个会话属于哪个房间。' },
  ROOM_DEPOSITS_UNKNOWN: { what: '无法退还会话[ {sessionId} ]的存款。', why: '[{participant} 取出的 {asset} 多于其存入的数量|此节点不说明存款来自谁]。', fix: '没有发送任何内容。请使用指明存款或具体金额的结果关闭房间。' },
  ROOM_QUEUE_FULL: { what: '目前不再接受更多房间。', why: '已有[ {limit=other: # 个}房间|过多房间]在等待关闭。', fix: '没有为这个房间保存或发送任何内容。请稍后再次关闭，或用选项 queue.whenFull 让调用等待。' },
  ROOM_CLOSER_STOPPED: { what: '此进程不再关闭房间。', why: '它正在停止，或尚未启动。', fix: '已保存的房间不会丢失：下一个工作进程会继续处理。请在那里关闭其他房间。' },
  ROOM_STORE_FAILED: { what: '无法读取或写入房间表。', why: '[技术原因：{reason}|数据库没有说明原因]。', fix: '不会为未保存的房间发送任何内容。[{advice}然后再次关闭房间|请确认数据库可用，然后再次关闭房间]：不会重复付款。' },
} as const satisfies Partial<AllErrors>
