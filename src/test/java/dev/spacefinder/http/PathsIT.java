package dev.spacefinder.http;

import org.junit.jupiter.api.Disabled;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
@Disabled("The tests' own resources are not in what is deployed.")
class PathsIT extends PathsTest {}
