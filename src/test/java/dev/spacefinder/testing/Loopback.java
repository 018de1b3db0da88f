package dev.spacefinder.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

import com.sun.net.httpserver.HttpServer;

/** HTTP servers on free ports of the loopback interface. */
public final class Loopback {

    static {
        // Read once, by the first server of a process: up to JDK 17 an answer would else wait 40 ms for an
        // acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private Loopback() {}

    public static HttpServer server() throws IOException {
        return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    }
}
