package dev.spacefinder.local.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.ArrayList;
import java.util.List;

/** Where servers of this machine alone listen. */
public final class LoopbackAddresses {

    private LoopbackAddresses() {}

    /** The addresses of this machine that {@code localhost} stands for. */
    public static List<InetAddress> ofLocalhost() throws IOException {
        var addresses = new ArrayList<InetAddress>();
        for (var address : InetAddress.getAllByName("localhost")) {
            if (address.isLoopbackAddress() && NetworkInterface.getByInetAddress(address) != null) {
                addresses.add(address);
            }
        }
        return addresses.isEmpty() ? List.of(InetAddress.getLoopbackAddress()) : addresses;
    }
}
