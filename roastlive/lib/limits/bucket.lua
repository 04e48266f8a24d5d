-- Token buckets, all of them or none. A bucket is remembered as the moment at which it will be full again, in
-- microseconds of the server's own clock; an absent one is full. Nothing is written unless every bucket has enough.
--
-- KEYS: one for each bucket. ARGV: the cost, then for each key how many rates it has, then amount and period of each.
-- Answers 1 or 0, then for each rate: what is left, microseconds until it is full, microseconds until it would do.
local clock = redis.call('TIME')
local now = clock[1] * 1000000 + clock[2]
local cost = tonumber(ARGV[1])
local position = 2
local allowed = 1
local answer = {}
local writes = {}

for _, key in ipairs(KEYS) do
  local lifetime = 0
  local fields = {}
  for rate = 1, tonumber(ARGV[position]) do
    local amount = tonumber(ARGV[position + 1])
    local period = tonumber(ARGV[position + 2])
    position = position + 2
    local each = period / amount
    local full_at = tonumber(redis.call('HGET', key, rate) or now)
    -- A server whose clock went back must not shut anybody out for longer than the period.
    local used = math.min(math.max(0, full_at - now), period)
    local after = used + cost * each
    -- A microsecond's grace for what rounding takes.
    local wait = after - period - 1
    if wait > 0 then
      allowed = 0
    end
    fields[#fields + 1] = rate
    fields[#fields + 1] = string.format('%.0f', now + after)
    lifetime = math.max(lifetime, after)
    answer[#answer + 1] = {period - used, each, used, after, math.max(0, wait)}
  end
  position = position + 1
  writes[#writes + 1] = {key, fields, lifetime}
end

if allowed == 1 then
  for _, write in ipairs(writes) do
    redis.call('HSET', write[1], unpack(write[2]))
    redis.call('PEXPIRE', write[1], math.ceil(write[3] / 1000) + 1000)
  end
end

local flat = {allowed}
for _, rate in ipairs(answer) do
  local room, each, used, after, wait = unpack(rate)
  if allowed == 1 then
    room = room - (after - used)
    used = after
  end
  flat[#flat + 1] = math.floor((room + 1) / each)
  flat[#flat + 1] = math.ceil(used)
  flat[#flat + 1] = math.ceil(wait)
end
return flat
