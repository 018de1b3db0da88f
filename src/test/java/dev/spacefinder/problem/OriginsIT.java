package dev.spacefinder.problem;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OriginsIT extends OriginsTest {}
