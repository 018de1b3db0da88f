package dev.spacefinder.reviews;

import io.smallrye.config.ConfigMapping;

/** Where the reviews are. */
@ConfigMapping(prefix = "reviews")
interface ReviewsConfig {

    /** The DynamoDB table. */
    String table();
}
