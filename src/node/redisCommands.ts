/** Replaces a text if it is as expected. `KEYS[1]` is the hash of texts, `ARGV[1]` the name and `ARGV[2]` the expected text. */
export const REDIS_UPDATE = `if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
return 1`
/** Removes a text if it is as expected. */
export const REDIS_REMOVE = `if redis.call('HGET', KEYS[1], ARGV[1]) ~= ARGV[2] then return 0 end
return redis.call('HDEL', KEYS[1], ARGV[1])`

export const isOne = (reply: unknown): boolean => Number(reply) === 1

/** The pairs in the reply for a hash: a flat array (RESP 2), or an object or map from a client that uses RESP 3. */
export function pairsOf(reply: unknown): [string, string][] {
  // Not by class, because the client may run in another realm.
  if (Object.prototype.toString.call(reply) === '[object Map]') return [...reply as Map<string, string>]
  if (!Array.isArray(reply)) return Object.entries(Object(reply) as Record<string, string>)
  return reply.flatMap((name, at): [string, string][] => at % 2 === 0 ? [[String(name), String(reply[at + 1])]] : [])
}
