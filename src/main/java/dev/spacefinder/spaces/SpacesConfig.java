package dev.spacefinder.spaces;

import io.smallrye.config.ConfigMapping;

/** Where the spaces are. */
@ConfigMapping(prefix = "spaces")
interface SpacesConfig {

    /** The DynamoDB table. */
    String table();
}
