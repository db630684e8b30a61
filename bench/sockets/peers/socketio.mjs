// socket.io 4, its rooms in its own memory: the plainest server of the peers' kind.
import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });
io.on("connection", (socket) => {
  const room = socket.handshake.query.room;
  socket.join(room);
  for (const kind of ["chat", "cast_vote"]) {
    socket.on(kind, (data) => io.to(room).emit(kind, { kind, message: data.message }));
  }
});
http.listen(Number(process.argv[2]), "127.0.0.1");
