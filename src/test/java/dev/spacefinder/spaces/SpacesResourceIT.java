package dev.spacefinder.spaces;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class SpacesResourceIT extends SpacesResourceTest {}
