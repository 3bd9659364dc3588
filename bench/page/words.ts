/**
 * What the page says in words: of each work what happens in it and how to read it, and what the numbers do not show. No number that a
 * run could change stands here.
 */

/** Paragraphs, by work. */
export const WORDS: { readonly [work: string]: readonly string[] } = {
  "1": [
    "Ten bots post in turn, at fixed times, whatever the answers take. Ten subscribers read. *Latency* runs from the moment a bot hands the event to its connection until a subscriber has it, over all events and subscribers. *With late work* includes what a side does after delivery: Fillcast's archive, the seed's inserts.",
  ],
  "2": [
    "Each bot posts its next event as soon as the last is answered, as trading bots do when a candle closes. *All delivered* runs from the first post until the last subscriber has the last event.",
    "In the row `relay` the bots post to the relay's door, and subscribers read from the server behind it: each event is committed on both. Its CPU is that of relay and server together. The bots are answered by the door, so they finish sooner than with any other durable side that has the same work to do; the table measures delivery, not answers.",
  ],
  "3": [
    "Batches of one hundred events, taken whole or refused whole. Floor and central server keep a batch as one row or in one commit, and check nothing in it. `durable-streams` takes part in neither this work nor the next: it did not end within the 90 s that a run may take.",
  ],
  "4": [
    "The cost of fan-out: each event goes to every subscriber as a frame of its own. *CPU a delivery* is the server's processor time for one event at one subscriber. The driver holds all sockets on the same machine.",
  ],
  "5": [
    "Readers are live, lose their connections, miss 500 single posts, and all return at once, each from its own position. *Growth* is the most that the server's processes hold during the storm (`VmHWM`) minus what they held before it (`VmRSS`). The row `idle sockets` is the same storm with nothing to replay: what the sockets alone take.",
    "nchan and socket.io keep what was missed in memory, and say nothing if a reader was away too long; `durable-streams` reads its file for every reader. Their readers get an event a message, Fillcast's get frames of many.",
  ],
  "6": [
    "The same number of posts, twenty at a time, to one feed and spread over many. Each feed has its own key, its own room and two subscribers. What the archive does afterwards is not in it: it costs a flush a feed, not an event.",
  ],
  "7": [
    "Reads from the middle of an archive. The archive is made up: its pages go into D1 through the product's own writer, and the last of them into the room's file, because a million posts and a day of waiting are no set-up. *Cold* is cold to the cache in KV only, and D1 is a file in memory here; far away it costs a round trip more for each answer. *Rare filter* follows a filter that three events match, from the first event to the last.",
  ],
  "9": [
    "The Worker as `wrangler deploy` would upload it, and the client library for a page without a bundler, both gzipped.",
  ],
  "11": [
    "Bot and dashboard are in the same part of the world, 10 ms from the next edge of a large network (6 ms in the US). *relay* and *direct* go to a room on that continent, 15, 30 and 4 ms behind the edge; *central* goes to a server in Virginia, 100, 165 and 25 ms away. All of these are assumptions (`bench/wan/places.ts`), made of what providers and public probes give. The relay keeps its connection, the others open a new one for each message, as Freqtrade does. *Of it the network* is what no server can take away: the way up and the way down, and two round trips for TCP and TLS where a connection is new. Between edge and room everything runs in one process here.",
    "The targets are what the seed design states for its edge. For a message that is posted straight, the handshakes alone take longer.",
  ],
  "13": [
    "A line with a round trip of 100 ms, made of timers: what is sent arrives 50 ms later, and a new connection carries nothing for the 100 ms that its handshake takes on a real line. TLS ends at its far end. *direct* posts a webhook over it as Freqtrade does, with a new connection each time: TCP, TLS and HTTP take a round trip each. *door* posts to a relay on the bot's machine, also with a new connection each time; its files are on the disk. *followed* is a bot that posts nothing: it says the message over its own stream, and the relay listens. That number is the time of the call that hands the message to the socket.",
    "Afterwards all messages have to be in the feed, each once. The relay sends over the same slow line. The rows *Python* use `requests.post`, as Freqtrade does.",
  ],
  "14": [
    "Rooms are filled, archived, and left alone until their alarm has nothing left to do; then the server is stopped. For each wake of each room a new server process starts on a copy of its files. Another feed gets three posts, so that no compilation is measured; then the room gets its first post. The last events of each log open the trades that are still open; all before them are entries and exits of trades that have ended, which the room remembers too. The second answer is that of the next post. What the platform itself does before it calls a room that it has to place somewhere is not in it.",
  ],
  outage: [
    "Bots post to the relay's door while every connection to the server is refused. Then the line returns, and relay and server are killed (`kill -9`) twice each while the relay catches up. At the end the whole feed is read back and compared with what the door had acknowledged. Relay and server are the programs that users run, with their files on the disk. The run ends in a minute, so it does not show what six hours do; the tests of the relay cover messages that are older than a day.",
  ],
  profile: [
    "Work 2 under workerd's own profiler, a sample every 100 µs. What the engine, the runtime and libraries do counts for the nearest caller in the product's sources (`bench/profile/areas.ts`), so the lines add up to all that JavaScript's thread did; what workerd's other threads do (compiling, sockets) is not in it. A profiled run is slower than the others of this page: read the shares. The first thousand events of a process are measured, after 400 to warm up, so that much of the code still runs uncompiled, and costs several times what it costs in a warm loop. The floor has hardly any JavaScript.",
  ],
  pieces: [
    "Work 2 on the Worker as it is, and on Workers from which one piece was taken out (`bench/ablation/removals.ts`). Such a Worker is wrong on purpose, but what it delivers is compared as everywhere. *µs less* is the difference of two runs of the same repetition: with ranges that cross zero, the piece costs less than the machine's mood. The lines do not add up to the whole: without a piece, the others run at another temperature of the compiler and of the caches.",
    "The first thousand events of a process are measured, after 400 to warm up, so that much of the code still runs uncompiled: JavaScript that takes 5 µs in a warm loop takes 20 to 50 µs here. The floor has hardly any JavaScript. This is how a room lives, since it is moved and put to sleep often.",
  ],
  single: [
    "Every bot posts its next event when the last is answered, so that as many requests as there are bots are on their way. Rates stop growing where one of the two cores is busy.",
  ],
  batches: ["Four bots post batches as fast as they are answered. 500 events is the most that a batch may have."],
  subscribers: ["A feed takes 2,048 subscribers. One more is closed with 4005 (see the answers below)."],
  trades: [
    "A feed of twenty bots with this number of open trades. *Snapshot* is all that a new dashboard is sent, and *ms* how long that takes from the opening of its socket. Then single posts fill one trade again: *patch* is what they change in the state, *frame* the whole frame around it. A state shows 2,000 open trades; beyond, its member `more` counts the others up to 1,000, and the bench verifies that it does (PROTOCOL.md §12.1). The log keeps all of them.",
  ],
  bots: [
    "The same with more and more bots, each with one open trade. A state shows 500 bots; a feed may have more of them, which are counted.",
  ],
  answers: [
    "A request just beyond each limit of [PROTOCOL.md §14](../PROTOCOL.md#14-limits) that one machine can reach in a minute. The run fails if the answer is another one, and, except for quotas, if the feed does not take an event afterwards.",
  ],
};

/** What remains of the hot path when all pieces are out of it. */
export const REST_WORDS =
  "the key and its signature's cache, the router, the call of the room with an object, filters and positions of readers, acks, and twice the bytes in each frame";

/** What each side is, and what its 2xx means. */
export const SIDES_TABLE = `| side | what it is | a 2xx means |
|---|---|---|
| \`fillcast\` | this repository's Worker, bundled as for a deployment. Keys, validation, dedupe, chain, state and archive are on; subscribers acknowledge as the client library does | durable, and delivered in order once |
| \`relay\` | the same with \`fillcast-relay\` between the bots and the Worker (works 2, 13 and outage) | durable on the bot's machine |
| \`floor\` | a PartyServer room on the same runtime that inserts the body and broadcasts it, and nothing else: what the runtime itself costs | durable |
| \`central-durable\` | one Node process, \`node:http\` and \`ws\`, with a synchronous SQLite commit (WAL, \`synchronous = FULL\`) an event or batch | durable |
| \`durable-streams\` | the reference server of Durable Streams with \`dataDir\`; readers follow by server-sent events | durable |
| \`seed\` | the design that Fillcast improves on: an object that fans out from memory, reached by \`fetch\`, and a D1 insert in \`waitUntil\` | it was fanned out |
| \`central\` | the Node process without the database | it was fanned out |
| \`socket.io\` | Socket.IO on \`node:http\`, with connection state recovery of two minutes | it was fanned out |
| \`nchan\` | nginx with the nchan module, one worker process, a ring of 1,000 messages in shared memory | it is in the ring |`;

export const METHOD = `- **Correct first.** Every run compares what was acknowledged with what each subscriber received: everything, in each bot's order, in the same order everywhere, once. A run that loses, repeats or reorders an event has no result, and the bench ends with an error.
- **Two leagues.** Sides that answer when an event is durable are never in one table with sides that answer from memory.
- **One driver for all.** Bots are bare sockets with one HTTP/1.1 request on its way, subscribers are bare sockets too (Socket.IO's and the event stream's protocol is spoken without their client libraries). The driver is a process of its own on the same cores; its CPU is in the tables.
- **Alternating.** A repetition runs each side once, in another order each time, with a new process and empty state, after several hundred posts to warm up. A ratio is taken between two runs of the same repetition, and the median of the ratios counts. Cells are *median (lowest–highest)*.
- **CPU and memory from the operating system**: user and system time of the server's processes (\`/proc/PID/stat\`, ticks of 10 ms), \`VmRSS\` and \`VmHWM\`.
- **The same runtime for the Workers**: workerd under Miniflare with a direct socket, each bundled as for a deployment.
- **An event** is 200 bytes of JSON.`;

export const AGAINST = `- **This is workerd on one machine, not Cloudflare's network.** There a room is on another machine than most of its readers, its writes go to several places before they count, and D1 is another service. Here all of it is one process with files in memory. No number of this page is a promise about a deployment; the ratios say what Fillcast adds to the platform, because the floor pays for the same platform.
- **No disk is measured** where state is in memory files: a commit costs every durable side less than it would on a disk. The relay's door and the outage are on the disk.
- **Plain Node is faster** than any Worker here, floor included: one process without isolation needs a fraction of the CPU. What a Worker buys is not in a table of microseconds: no server, one place for each user, and storage beside the code.
- **nchan is faster at what it does**, and keeps nothing.
- **Driver and server share the cores.** Where the driver's CPU is near the server's, both are measured. Wall times depend on the machine and its mood more than CPU does.
- **D1 runs inside the measured process** here, so that CPU with late work includes the database's own, for Fillcast and the seed design.
- **One event size, one message a frame, no compression.** Larger events cost more to check and digest; the floor does neither.
- **The bench is written by the same people as the product.** The peers' configurations are theirs to choose (they are in \`bench/sides/\`); a fairer one is welcome.`;

export const NOT_MEASURED = `- **What Cloudflare bills.** Rows, requests and duration of an event are counted in tests (\`room.costs.test.ts\` and \`events.cost.test.ts\` under \`test/workers/\`), not here.
- **Real distances**: those of work 11 are made of timers. **A fleet** of thousands of feeds through a day would be a model here, not a measurement.
- **Start-up CPU of the Worker** on Cloudflare's machines. The size of the upload is here.
- **Limits that take gigabytes or days**: 2 GiB of unarchived events, a day's quotas, a log of 5 GB. Tests set them lower and cross them.`;
