package dev.polder.bench.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A connection that is kept. Does as little as it can, so that it takes little of what it shares with the server. */
final class Connection implements AutoCloseable {
    private static final int TOO_MANY_REQUESTS = 429;

    private final Socket socket;
    private final OutputStream out;
    private final InputStream in;
    private final byte[] answer = new byte[64 * 1024];

    Connection(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        out = socket.getOutputStream();
        in = socket.getInputStream();
    }

    /** The bytes of a request that posts this NDJSON. */
    static byte[] request(int port, String token, byte[] body, int from, int to) {
        byte[] head = ("POST " + PolderServer.RECORDS + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                        + "\r\nAuthorization: Bearer " + token
                        + "\r\nContent-Type: application/x-ndjson\r\nContent-Length: " + (to - from) + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] request = new byte[head.length + to - from];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, from, request, head.length, to - from);
        return request;
    }

    /**
     * Posts and waits for the answer; again when the server says that it has too much to do.
     *
     * @return how many records were accepted
     */
    long post(byte[] request) throws IOException, InterruptedException {
        while (true) {
            out.write(request);
            String text = answer();
            int status = Integer.parseInt(text.substring(9, 12));
            if (status == 200) {
                return number(text, "\"accepted\":");
            }
            if (status != TOO_MANY_REQUESTS) {
                throw new IllegalStateException("The server answered: " + text);
            }
            Thread.sleep(5);
        }
    }

    private String answer() throws IOException {
        int length = 0;
        while (true) {
            int count = in.read(answer, length, answer.length - length);
            if (count < 0) {
                throw new IOException("The server closed the connection");
            }
            length += count;
            String text = new String(answer, 0, length, StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head >= 0 && length == head + 4 + number(text.toLowerCase(Locale.ROOT), "content-length:")) {
                return text;
            }
        }
    }

    private static long number(String text, String name) {
        int at = text.indexOf(name);
        if (at < 0) {
            throw new IllegalStateException("No " + name + " in: " + text);
        }
        long number = 0;
        for (int i = at + name.length(); i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                number = number * 10 + c - '0';
            } else if (c != ' ') {
                break;
            }
        }
        return number;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
