-- What wrk sends and tells: wrk … -s load.lua URL -- FILE SEED
-- FILE has one path a line, asked in turn. With a SEED other than 0 each request ends with a SPARQL
-- comment that was never sent before, so that no cache can know it.

local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(arguments)
  paths, headers = {}, { ["Accept"] = arguments[3] }
  for line in io.lines(arguments[1]) do
    table.insert(paths, line)
  end
  seed, count = tonumber(arguments[2]), number * 7
end

function request()
  count = count + 1
  local path = paths[count % #paths + 1]
  if seed > 0 then
    path = path .. "%0A%23" .. seed .. "-" .. number .. "-" .. count
  end
  return wrk.format("GET", path, headers)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests":%d,"seconds":%f,"bytes":%d,"p50":%f,"p99":%f,"errors":%d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
