package dev.spacefinder.reviews;

import io.quarkus.test.junit.QuarkusIntegrationTest;

@QuarkusIntegrationTest
class ReviewsResourceIT extends ReviewsResourceTest {}
