package dev.spacefinder.local.playground;

import java.io.IOException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;

/** Makes everything as it is at a first start. */
final class Reset implements HttpHandler {

    private final Runnable reset;

    /**
     * @param reset throws {@link IllegalStateException} with a sentence if it cannot be done, and has changed nothing
     *     then
     */
    Reset(Runnable reset) {
        this.reset = reset;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestMethod().equals("POST")) {
            Playground.refuseMethod(exchange, "POST");
            return;
        }
        try {
            reset.run();
        } catch (IllegalStateException e) {
            Playground.answer(exchange, 409, "text/plain", e.getMessage() + "\n");
            return;
        }
        Playground.answer(exchange, 200, "text/plain", "Users, keys and spaces are those of a first start.\n");
    }
}
