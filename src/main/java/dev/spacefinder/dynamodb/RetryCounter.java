package dev.spacefinder.dynamodb;

import dev.spacefinder.telemetry.Metric;
import dev.spacefinder.telemetry.Telemetry;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;

/** Counts the tries that the SDK makes of a call after the first. Named in application.properties. */
public class RetryCounter implements ExecutionInterceptor {

    /** Where the SDK tells AWS which try a request is. */
    private static final String TRY = "amz-sdk-request";

    private static final String FIRST = "attempt=1;";

    @Override
    public void beforeTransmission(Context.BeforeTransmission call, ExecutionAttributes attributes) {
        call.httpRequest()
                .firstMatchingHeader(TRY)
                .filter(which -> !which.startsWith(FIRST))
                .ifPresent(again -> Telemetry.count(Metric.DYNAMODB_RETRIES));
    }
}
