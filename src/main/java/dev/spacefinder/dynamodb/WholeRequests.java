package dev.spacefinder.dynamodb;

import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.http.SdkHttpRequest;

/**
 * Lets the JDK's HTTP client have each request whole, and count its bytes itself. Of a request whose length it is given
 * it makes a stream, and before it sends one on a kept connection it waits for a millisecond, to find out whether the
 * connection still stands: because a stream cannot be sent again. A whole request can: where a connection ends before
 * there is an answer, the client sends it once more on another, besides the SDK's own tries, which each write has to
 * bear anyway. Named in application.properties.
 */
public class WholeRequests implements ExecutionInterceptor {

    @Override
    public SdkHttpRequest modifyHttpRequest(Context.ModifyHttpRequest call, ExecutionAttributes attributes) {
        return call.httpRequest().copy(request -> request.removeHeader("Content-Length"));
    }
}
