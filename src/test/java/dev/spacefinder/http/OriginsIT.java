package dev.spacefinder.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OriginsIT extends OriginsTest {}
