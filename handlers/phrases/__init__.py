"""Every sentence that the bot speaks, by subject, so that an officer can proofread them in one sitting."""
