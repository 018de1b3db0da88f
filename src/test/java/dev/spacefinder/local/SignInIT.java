package dev.spacefinder.local;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class SignInIT extends SignInTest {}
