"""Anonymous surveys: invitations, responses, sealing, results."""
