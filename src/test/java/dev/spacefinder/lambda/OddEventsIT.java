package dev.spacefinder.lambda;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OddEventsIT extends OddEventsTest {}
