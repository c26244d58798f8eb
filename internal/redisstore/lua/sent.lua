-- Marks a message id as sent. Repeating it changes nothing.
--
-- KEYS  1 {contact}:r  ring of message ids, 5 bytes each
-- ARGV  1 the message's ring entry with the sent bit
-- Returns 1, or 0 when the id is not in the ring.
local ring = redis.call('GET', KEYS[1]) or ''
local head, sent = string.sub(ARGV[1], 1, 4), string.byte(ARGV[1], 5)

local at = string.find(ring, head, 1, true)
while at and not ((at - 1) % 5 == 0 and string.byte(ring, at + 4) % 128 == sent % 128) do
  at = string.find(ring, head, at + 1, true)
end
if not at then
  return 0
end
redis.call('SETRANGE', KEYS[1], at + 3, string.char(sent))
return 1
