-- Commits one step of a conversation, or says why not. Nothing is half done:
-- Redis refuses the first write of a script when it is full or read-only.
-- The calls are what costs: the replies are read only for a duplicate.
--
-- KEYS  1 {contact}:s  2 bytes of version, then the sealed session
--       2 {contact}:r  ring of message ids, newest first, 5 bytes each
--       3 {contact}:a  list of the last replies: 5 bytes of id, the sealed reply
-- ARGV  1 this message's ring entry: 39 bits of its id; the top bit of byte 5 means sent
--       2 the version that was loaded, "" when there was no session
--       3 the new value of KEYS[1], "" to drop the session
--       4 the new element of KEYS[3]
-- Before the first line stand SESSION_TTL, RING_TTL, REPLY_TTL in seconds,
-- RING_BYTES and REPLIES.
-- Returns 0 committed, 1 conflict (the version moved), 2 duplicate whose reply
-- is gone, or a string: duplicate, with its sealed reply.
local held = redis.call('MGET', KEYS[1], KEYS[2])
local session, ring = held[1] or '', held[2] or ''
local sub, byte, find = string.sub, string.byte, string.find
local entry, added = ARGV[1], ARGV[4]

local head, tail = sub(entry, 1, 4), byte(entry, 5) % 128
local at = find(ring, head, 1, true)
while at and not ((at - 1) % 5 == 0 and byte(ring, at + 4) % 128 == tail) do
  at = find(ring, head, at + 1, true)
end

if at then
  local id = sub(added, 1, 5)
  for _, reply in ipairs(redis.call('LRANGE', KEYS[3], 0, -1)) do
    if sub(reply, 1, 5) == id then
      return sub(reply, 6)
    end
  end
  if byte(ring, at + 4) >= 128 then
    return 2
  end
  -- Never sent, and its reply is gone: it is answered afresh.
  ring = sub(ring, 1, at - 1) .. sub(ring, at + 5)
end

if sub(session, 1, 2) ~= ARGV[2] then
  return 1
end

redis.call('SETEX', KEYS[2], RING_TTL, sub(entry .. ring, 1, RING_BYTES))
if ARGV[3] == '' then
  redis.call('DEL', KEYS[1])
else
  redis.call('SETEX', KEYS[1], SESSION_TTL, ARGV[3])
end
redis.call('LPUSH', KEYS[3], added)
redis.call('LTRIM', KEYS[3], 0, REPLIES - 1)
redis.call('EXPIRE', KEYS[3], REPLY_TTL)
return 0
