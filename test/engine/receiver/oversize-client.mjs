// A sender in a process of its own: writes a body that is too large, prints the status it saw or the error.
//   node oversize-client.mjs PORT BYTES
import http from "node:http";
const [port, bytes] = process.argv.slice(2).map(Number);
const request = http.request({
  host: "127.0.0.1",
  port,
  path: "/v1/traces",
  method: "POST",
  headers: { "content-type": "application/x-protobuf", "content-length": bytes, connection: "close" },
});
request.on("response", (response) => {
  let size = 0;
  response.on("data", (chunk) => (size += chunk.length));
  response.on("end", () => {
    console.log(`${response.statusCode} ${size > 0 ? "with" : "without"} a body`);
    process.exit(0);
  });
});
request.on("error", (error) => {
  console.log(error.code);
  process.exit(0);
});
const chunk = Buffer.alloc(64 * 1024);
let left = bytes;
const write = () => {
  while (left > 0) {
    const size = Math.min(left, chunk.length);
    left -= size;
    if (!request.write(chunk.subarray(0, size))) return void request.once("drain", write);
  }
  request.end();
};
write();
