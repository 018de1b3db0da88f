package dev.spacefinder.local.pool;

import dev.spacefinder.local.LocalTemplate;

/**
 * Runs the local user pool alone on a free port, for .ci/clients.sh: prints its address, then what it sends by mail.
 */
final class RunLocalUserPool {

    private RunLocalUserPool() {}

    public static void main(String[] arguments) throws InterruptedException {
        try (var pool = LocalUserPool.start(LocalUserPoolSettings.development(LocalTemplate.read())
                .withMessages(message -> System.out.println(message.text())))) {
            System.out.println("endpoint " + pool.endpoint());
            Thread.currentThread().join();
        }
    }
}
