package dev.spacefinder.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.Map;

import jakarta.ws.rs.core.UriInfo;

import org.jboss.resteasy.reactive.server.jaxrs.HttpHeadersImpl;
import org.junit.jupiter.api.Test;

import io.quarkus.amazon.lambda.http.model.AwsProxyRequestContext;

class CallersUrlTest {

    private static final Map<String, String> GATEWAY_HEADERS =
            Map.of("Host", "abc.execute-api.eu-central-1.amazonaws.com", "X-Forwarded-Proto", "https");

    @Test
    void hasTheStageOfTheGateway() {
        assertEquals(
                URI.create("https://abc.execute-api.eu-central-1.amazonaws.com/prod/spaces/7"),
                CallersUrl.below("/spaces", gateway("/prod/spaces"), GATEWAY_HEADERS::get, "7"));
    }

    @Test
    void hasNoStageOnADomainOfItsOwn() {
        assertEquals(
                URI.create("https://api.example.com/spaces/7"),
                CallersUrl.below(
                        "/spaces",
                        gateway("/spaces"),
                        Map.of("Host", "api.example.com", "X-Forwarded-Proto", "https")::get,
                        "7"));
    }

    @Test
    void isTheLocalServersWithoutAGateway() {
        assertEquals(
                URI.create("http://localhost:8080/spaces/7"),
                CallersUrl.below("/spaces", null, Map.of("Host", "localhost:8080")::get, "7"));
    }

    @Test
    void hasOneSlashBeforeThePart() {
        assertEquals(
                URI.create("http://localhost:8080/spaces/7"),
                CallersUrl.below("/spaces/", null, Map.of("Host", "localhost:8080")::get, "7"));
    }

    @Test
    void isWhatTheCallerAsked() {
        assertEquals(
                URI.create("https://abc.execute-api.eu-central-1.amazonaws.com/prod/spaces/7/reviews/mine"),
                CallersUrl.of("/spaces/7/reviews/mine", gateway("/prod/spaces/7/reviews/mine"), GATEWAY_HEADERS::get));
    }

    @Test
    void isAPathAloneWhenTheHostIsNotOne() {
        assertEquals(
                URI.create("/spaces/7"),
                CallersUrl.below("/spaces", null, Map.of("Host", "evil.example/\"><script>")::get, "7"));
    }

    @Test
    void hasNoQuery() {
        var uri = asked("http://localhost:8080/spaces?location=Cork");
        var headers = new HttpHeadersImpl(Map.of("host", "localhost:8080").entrySet());

        assertEquals(URI.create("http://localhost:8080/spaces"), CallersUrl.of(uri, null, headers));
        assertEquals(URI.create("http://localhost:8080/spaces/7"), CallersUrl.below(uri, null, headers, "7"));
    }

    private static UriInfo asked(String url) {
        return (UriInfo) Proxy.newProxyInstance(
                UriInfo.class.getClassLoader(), new Class<?>[] {UriInfo.class}, (proxy, getter, none) -> {
                    assertEquals("getRequestUri", getter.getName());
                    return URI.create(url);
                });
    }

    private static AwsProxyRequestContext gateway(String path) {
        var context = new AwsProxyRequestContext();
        context.setPath(path);
        return context;
    }
}
