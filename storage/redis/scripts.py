"""What the server does in one step, in Lua; instants and durations are milliseconds."""

SHARE_OUT = """
-- Divides the places of a bot among its processes, each of which calls this again and again.
--
-- A place is given to one process only after the one that had it has said that it is free: what all
-- hold together is never more than there is. Replies go before everything else, then it is divided
-- so that whoever wants least is served first; places that nobody wants lie ready everywhere.
--
-- The hash has a field for every process: what it holds of the published and of the extra places,
-- what it wants for replies and for others, and until when it is believed to live.
local pool = KEYS[1]
local me, now, lease = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
local occupied, leaving = tonumber(ARGV[4]), ARGV[7] == '1'
local published, part = tonumber(ARGV[8]), tonumber(ARGV[9])
local rate, based_on = ARGV[10], tonumber(ARGV[11])

if redis.call('HSETNX', pool, 'created', now) == 1 then
  redis.call('HSET', pool, 'version', 0)
end
local created = tonumber(redis.call('HGET', pool, 'created'))
local version = tonumber(redis.call('HGET', pool, 'version'))
if version == 0 or (rate ~= '' and version == based_on) then
  version = version + 1
  redis.call('HSET', pool, 'rate', rate, 'version', version)
end
rate = redis.call('HGET', pool, 'rate')
local paused_until = math.max(tonumber(ARGV[12]), tonumber(redis.call('HGET', pool, 'paused') or 0))
redis.call('HSET', pool, 'paused', paused_until)

local value = cjson.decode(rate)['value']
local places = math.max(math.floor(math.min(published, value)), 1)
local extra = math.max(math.floor(value) - places, 0)

local for_replies, for_others = {}, {}
local places_of_others, extra_of_others = 0, 0
local fields = redis.call('HGETALL', pool)
for at = 1, #fields, 2 do
  local id = string.match(fields[at], '^process:(.*)$')
  if id and id ~= me then
    local held, more, replies, others, until_at =
      string.match(fields[at + 1], '^(%d+) (%d+) (%d+) (%d+) (%d+)$')
    if tonumber(until_at) <= now then
      redis.call('HDEL', pool, fields[at])
    else
      places_of_others = places_of_others + held
      extra_of_others = extra_of_others + more
      for_replies[id], for_others[id] = tonumber(replies), tonumber(others)
    end
  end
end
if not leaving then
  for_replies[me], for_others[me] = tonumber(ARGV[5]), tonumber(ARGV[6])
end

local function divide(capacity, wants)
  local given, hungry = {}, {}
  for id, _ in pairs(wants) do
    given[id] = 0
    hungry[#hungry + 1] = id
  end
  table.sort(hungry, function(a, b)
    return wants[a] < wants[b] or (wants[a] == wants[b] and a < b)
  end)
  for place, id in ipairs(hungry) do
    given[id] = math.min(wants[id], math.floor(capacity / (#hungry - place + 1)))
    capacity = capacity - given[id]
  end
  return given, capacity
end

local replies, left = divide(places, for_replies)
local others, idle = divide(left, for_others)
local for_idle, beyond = {}, {}
for id, _ in pairs(for_replies) do
  for_idle[id] = idle
end
local ready = divide(idle, for_idle)
for id, want in pairs(for_replies) do
  beyond[id] = math.max(want - replies[id] - others[id] - ready[id], 0)
end
local more = divide(extra, beyond)

local mine, mine_extra = 0, 0
if not leaving then
  mine = math.min(replies[me] + others[me] + ready[me], places - places_of_others)
  mine_extra = math.min(more[me], extra - extra_of_others)
  if now < created + lease then
    -- The pool is new, perhaps because the server has lost everything: others may hold places that
    -- it does not know of yet, and none of them holds more than this.
    mine, mine_extra = math.min(mine, math.max(math.floor(places * part), 1)), 0
  end
  mine, mine_extra = math.max(mine, 0), math.max(mine_extra, 0)
end
local held = math.max(mine, occupied - mine_extra)
redis.call('HSET', pool, 'process:' .. me, string.format(
  '%d %d %d %d %d', held, mine_extra, for_replies[me] or 0, for_others[me] or 0, now + lease
))
redis.call('PEXPIRE', pool, 3600000)
return {mine, mine_extra, version, rate, paused_until}
"""

TAKE_TURN = """
-- Takes the next turn of a chat, or says how long the chat rests.
--
-- due: when the chat has rested from everything sent to it (generic cell rate algorithm).
-- by, token, until: whose message is on its way; what became of it is told by FREE_CHATS.
local chat, group = KEYS[1], KEYS[2]
local now, me, token = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local interval, ahead, most = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local on_its_way, soon = tonumber(ARGV[7]), tonumber(ARGV[8])

local by, due, until_at = unpack(redis.call('HMGET', chat, 'by', 'due', 'until'))
if by and by ~= me and tonumber(until_at) > now then
  return soon
end
due = math.max(tonumber(due or now), now)
local wait = interval > 0 and due - ahead - now or 0
if most > 0 then
  redis.call('ZREMRANGEBYSCORE', group, '-inf', now)
  local counted = redis.call('ZCARD', group)
  if counted >= most then
    local free_at = redis.call('ZRANGE', group, counted - most, counted - most, 'WITHSCORES')[2]
    wait = math.max(wait, tonumber(free_at) - now)
  end
end
if wait > 0 then
  return math.ceil(wait)
end
redis.call('HSET', chat, 'by', me, 'token', token, 'due', due + interval, 'until', now + on_its_way)
redis.call('PEXPIRE', chat, 600000)
if most > 0 then
  redis.call('ZADD', group, now + 60000, token)
  redis.call('PEXPIRE', group, 600000)
end
return 0
"""

FREE_CHATS = """
-- Ends turns: the platform has counted each message by the instant that is told.
-- KEYS has a chat and its group's list for each message, ARGV a token and an instant.
local interval = tonumber(ARGV[1])
for turn = 1, #KEYS / 2 do
  local chat, group = KEYS[2 * turn - 1], KEYS[2 * turn]
  local token, heard_at = ARGV[2 * turn], tonumber(ARGV[2 * turn + 1])
  local due, current = unpack(redis.call('HMGET', chat, 'due', 'token'))
  if due then
    redis.call('HSET', chat, 'due', math.max(tonumber(due), heard_at + interval))
    if current == token then
      redis.call('HDEL', chat, 'by', 'token', 'until')
    end
  end
  redis.call('ZADD', group, 'XX', heard_at + 60000, token)
end
return 0
"""
