package dev.spacefinder.dynamodb;

import static dev.spacefinder.dynamodb.Attributes.text;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** How a request of the SDK comes to the HTTP client. */
class WholeRequestsTest {

    private final AtomicReference<HttpExecuteRequest> sent = new AtomicReference<>();

    @Test
    void leavesItToTheHttpClientToCountTheBytes() throws IOException {
        send();
        assertThat(sent.get().httpRequest().firstMatchingHeader("Content-Length"), is(Optional.empty()));
        assertThat(body(), containsString("\"TableName\":\"spaces\""));
    }

    @Test
    void signsNothingOfTheirNumber() {
        send();
        assertThat(
                sent.get().httpRequest().firstMatchingHeader("Authorization").orElseThrow(),
                not(containsString("content-length")));
    }

    private void send() {
        try (var client = DynamoDbClient.builder()
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")))
                .httpClient(new Recorder())
                .overrideConfiguration(settings -> settings.addExecutionInterceptor(new WholeRequests()))
                .build()) {
            client.getItem(get -> get.tableName("spaces").key(Map.of("id", text("7"))));
        }
    }

    private String body() throws IOException {
        try (var stream = sent.get().contentStreamProvider().orElseThrow().newStream()) {
            return new String(stream.readAllBytes());
        }
    }

    /** Keeps what it is to send, and answers that there is no such item. */
    private class Recorder implements SdkHttpClient {

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            sent.set(request);
            return new ExecutableHttpRequest() {

                @Override
                public HttpExecuteResponse call() {
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpFullResponse.builder()
                                    .statusCode(200)
                                    .build())
                            .responseBody(AbortableInputStream.create(new ByteArrayInputStream("{}".getBytes())))
                            .build();
                }

                @Override
                public void abort() {
                    throw new UnsupportedOperationException();
                }
            };
        }

        @Override
        public void close() {}
    }
}
