package dev.spacefinder.identity;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class OutageWithKeysHandedInIT extends OutageWithKeysHandedInTest {}
