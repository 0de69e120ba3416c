import type { Meta, StoryObj } from '@storybook/web-components-vite';
import { cameraMeta, type CameraArgs } from './support/camera-play.js';

export default { title: 'Camera/Errors', ...cameraMeta } satisfies Meta<CameraArgs>;

type Story = StoryObj<CameraArgs>;

export const TokenFailed: Story = { args: { state: 'reconnecting', error: 'token-failed' } };
export const ChannelBusy: Story = { args: { state: 'reconnecting', error: 'channel-busy' } };
export const SignalingLost: Story = { args: { state: 'reconnecting', error: 'signaling-lost' } };
export const NegotiationFailed: Story = { args: { state: 'reconnecting', error: 'negotiation-failed' } };
export const IceFailed: Story = { args: { state: 'reconnecting', error: 'ice-failed' } };
export const MediaTimeout: Story = { args: { state: 'reconnecting', error: 'media-timeout' } };
export const MediaLost: Story = { args: { state: 'reconnecting', error: 'media-lost', hasLast: true } };
export const CameraOffline: Story = { args: { state: 'offline', error: 'camera-offline' } };
export const AccessDenied: Story = { args: { state: 'denied', error: 'access-denied' } };
export const SessionExpired: Story = { args: { state: 'ended', error: 'session-expired' } };
export const ChannelNotFound: Story = { args: { state: 'failed', error: 'channel-not-found' } };
export const BadConfiguration: Story = { args: { state: 'failed', error: 'bad-configuration' } };
export const InsecureContext: Story = { args: { state: 'failed', error: 'insecure-context' } };
export const Unsupported: Story = { args: { state: 'failed', error: 'unsupported' } };
export const CodecUnsupported: Story = { args: { state: 'failed', error: 'codec-unsupported' } };
