-- SPDX-License-Identifier: GPL-3.0-or-later
-- For wrk: sends the requests of a file in turn, one a line: method, path, headers ("Name: value"),
-- body, separated by tabs. In them 0KEY0KEY0KEY0KEY stands for a text of as many characters that
-- was never sent before.
-- usage: wrk -s load.lua URL -- FILE TOKEN RUN
--   TOKEN: of a session, - for none; RUN: ten characters that no other run has
local KEY = "0KEY0KEY0KEY0KEY"
local requests, position, sent, run = {}, 0, 0, ""

function init (arguments)
  run = arguments[3]
  for line in io.lines (arguments[1]) do
    local method, path, header, body = line:match ("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local headers = {}
    if arguments[2] ~= "-" then
      headers["Authorization"] = "Bearer " .. arguments[2]
    end
    if header ~= "" then
      local name, value = header:match ("^([^:]*): (.*)$")
      headers[name] = value
    end
    if body ~= "" then
      headers["Content-Type"] = "application/json"
    else
      body = nil
    end
    local text = wrk.format (method, path, headers, body)
    requests[#requests + 1] = { text = text, fresh = text:find (KEY, 1, true) ~= nil }
  end
end

-- The content length was counted with the placeholder, so what replaces it has its length.
function request ()
  position = position % #requests + 1
  local entry = requests[position]
  if not entry.fresh then
    return entry.text
  end
  sent = sent + 1
  return (entry.text:gsub (KEY, run .. string.format ("%06x", sent)))
end

function done (summary, latency, all)
  local failed = summary.errors.connect + summary.errors.read + summary.errors.write +
                 summary.errors.status + summary.errors.timeout
  io.stderr:write (string.format (
    '{"requests": %d, "seconds": %.6f, "bytes": %d, "failed": %d, "p50_ms": %.3f, ' ..
    '"p95_ms": %.3f, "p99_ms": %.3f}\n',
    summary.requests, summary.duration / 1e6, summary.bytes, failed,
    latency:percentile (50) / 1e3, latency:percentile (95) / 1e3, latency:percentile (99) / 1e3))
end
