package dev.spacefinder.local.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.databind.ObjectMapper;

/** Asks for events as Lambda's runtime does, one at a time, and answers each. */
class StandInFunction implements AutoCloseable {

    /** The event itself is the answer. */
    static final UnaryOperator<String> ECHO = StandInFunction::echo;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient client = HttpClient.newHttpClient();
    private final String invocations;
    private final Thread thread = new Thread(this::run, "stand-in function");
    private final AtomicInteger invoked = new AtomicInteger();
    private volatile UnaryOperator<String> answers = ECHO;
    private volatile boolean givesBack;

    StandInFunction(String runtimeApi) {
        this.invocations = "http://" + runtimeApi + "/2018-06-01/runtime/invocation/";
        thread.setDaemon(true);
        thread.start();
    }

    void answers(UnaryOperator<String> answers) {
        this.answers = answers;
    }

    void givesBackTheNext() {
        givesBack = true;
    }

    int invocations() {
        return invoked.get();
    }

    private void run() {
        try {
            while (true) {
                var next = client.send(request("next").build(), BodyHandlers.ofString());
                var id = next.headers()
                        .firstValue("Lambda-Runtime-Aws-Request-Id")
                        .orElseThrow();
                if (givesBack) {
                    givesBack = false;
                    post(id + "/requeue", "");
                } else {
                    invoked.incrementAndGet();
                    answer(id, next.body());
                }
            }
        } catch (IOException | InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(String id, String event) throws IOException, InterruptedException {
        try {
            post(id + "/response", answers.apply(event));
        } catch (IllegalStateException e) {
            post(id + "/error", "{\"errorMessage\": \"" + e.getMessage() + "\"}");
        }
    }

    private void post(String path, String body) throws IOException, InterruptedException {
        client.send(request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.discarding());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(invocations + path)).version(HttpClient.Version.HTTP_1_1);
    }

    private static String echo(String event) {
        var answer = JSON.createObjectNode().put("statusCode", 200).put("body", event);
        answer.putObject("multiValueHeaders").putArray("Content-Type").add("application/json");
        return answer.toString();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
