package dev.spacefinder.identity;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class MeResourceIT extends MeResourceTest {}
