package dev.spacefinder.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ProblemIT extends ProblemTest {}
